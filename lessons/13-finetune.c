#include "13-finetune.h"
#include "13-finetune/base.h"
#include "13-finetune/tune.h"
#include "13-finetune/ask.h"
#include <stdlib.h>
static const char *base_folder;
int x_layers;
static Base b;
static void score(const char*what,const GPT*g){
  static About about[4000]; static Reply reply[4000]; int c[3];
  printf("%-18s tales +%.3f |",what,tales_above_floor(&b,g,100));
  for(int fame=0;fame<3;fame++){ 
   struct {int f,t,a,z;} s[]={{0,80,0,5},{80,160,0,5},{80,160,5,8}};
   for(int k=0;k<3;k++){int n=about_people(fame,s[k].f,s[k].t,s[k].a,s[k].z,about); ask_about(&b,g,n,about,0,1,reply); judge(&b,n,about,reply,c,NULL);
    printf(" %3.0f/%3.0f/%3.0f",100.*c[0]/n,100.*c[1]/n,100.*c[2]/n); if(k==2&&0)for(int i=0;i<6;i++)printf("\n   %s (%.2f)",reply[i*5].text,reply[i*5].confidence);}
   printf(" |");}
  printf("\n");fflush(stdout);
}
int main(int argc,char**argv){
 static const Extra more[]={{"base","train the base model in this folder",.text=&base_folder,.value="DIR"},{0}};
 const Lesson lesson={.name="13-finetune",.about="from a text completer to an assistant",.data="world",.seed=1337,.steps=150,.quick_steps=1,.extras=more};
 notebook_begin(&lesson,argc,argv);
 if(base_folder){base_train(base_folder,options.steps);return 0;}
 b=base_load(options.data);
 Turns turns={0};
 turns_add_people(&turns,&b,WORLD_COMMON,0,80); turns_add_people(&turns,&b,WORLD_RARE,0,80);
 score("base",b.gpt);
 struct {const char*n;Tune t;} ways[]={
  {"full 1e-3",{TUNE_FULL,0,1e-3,options.steps,16,false,0,1}},
  {"full 3e-4",{TUNE_FULL,0,3e-4,options.steps,16,false,0,1}},
  {"full all 1e-3",{TUNE_FULL,0,1e-3,options.steps,16,true,0,1}},
  {"head 3e-3",{TUNE_HEAD,0,3e-3,options.steps,16,false,0,1}},
  {"lora8 5e-3",{TUNE_LORA,8,5e-3,options.steps,16,false,0,1}},
  {"lora1 5e-3",{TUNE_LORA,1,5e-3,options.steps,16,false,0,1}},
  {"lora1 1e-2",{TUNE_LORA,1,1e-2,options.steps,16,false,0,1}},
 };
 for(int i=0;i<7;i++){Tuned t=tune(&b,b.gpt,&turns,ways[i].t,NULL); printf("%ld numbers, %.1f s, loss %.4f\n",t.numbers,t.seconds,t.loss); score(ways[i].n,t.gpt);}
 return notebook_end();
}
